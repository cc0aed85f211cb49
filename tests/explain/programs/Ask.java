import java.io.FileInputStream;
import java.io.InputStream;
import java.net.URL;
import java.security.KeyStore;
import java.util.Scanner;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Tries each case of standard input with HttpsURLConnection, and prints the stack of its exception.
 * A case a line: name, url, keystore, its password, truststore, highest TLS version; - where there is
 * none. */
public class Ask {
    public static void main(String[] args) {
        Scanner cases = new Scanner(System.in);
        while (cases.hasNextLine()) {
            String[] one = cases.nextLine().split(" ");
            System.out.println("=== " + one[0]);
            try {
                ask(one);
                System.out.println("accepted");
            } catch (Throwable error) {
                error.printStackTrace(System.out);
            }
        }
    }

    static void ask(String[] one) throws Exception {
        KeyManager[] keys = null;
        if (!one[2].equals("-")) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store(one[2], one[3]), one[3].toCharArray());
            keys = factory.getKeyManagers();
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(one[4].equals("-") ? null : store(one[4], "changeit"));
        SSLContext context = SSLContext.getInstance("TLSv" + one[5]);
        context.init(keys, trust.getTrustManagers(), null);
        HttpsURLConnection connection = (HttpsURLConnection) new URL(one[1]).openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setReadTimeout(8000);
        try (InputStream in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }

    static KeyStore store(String file, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }
}
